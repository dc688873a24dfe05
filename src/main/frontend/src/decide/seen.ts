/** A rectangle in the coordinates of its container. */
export interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Spot {
  x: number;
  y: number;
}

type Stretch = readonly [from: number, to: number];

/** Content is tracked in rows of this height, less than a line of text; in px. */
const ROW = 16;

/** Borders and fractions of pixels are ignored; in px. */
const TOLERANCE = 4;

/** Which parts of some content were on the screen: for each row, the ranges that were. */
export class Seen {
  private readonly rows: Stretch[][];
  private firstOpen = 0;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.rows = new Array(Math.ceil(Math.max(0, height - TOLERANCE) / ROW));
  }

  add({ left, top, right, bottom }: Area) {
    if (right <= left) {
      return;
    }
    const from = Math.max(this.firstOpen, Math.ceil((top - TOLERANCE) / ROW));
    for (let row = from; row < this.rows.length && Math.min((row + 1) * ROW, this.height) <= bottom + TOLERANCE; row += 1) {
      this.rows[row] = withStretch(this.rows[row] ?? [], [left, right]);
    }
  }

  firstUnseen(): Spot | undefined {
    for (; this.firstOpen < this.rows.length; this.firstOpen += 1) {
      const x = firstGap(this.rows[this.firstOpen] ?? [], this.width);
      if (x !== undefined) {
        return { x, y: this.firstOpen * ROW };
      }
    }
    return undefined;
  }
}

export function common(a: Area, b: Area): Area {
  return {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
}

/** The ranges with one more; ranges that touch are merged. */
function withStretch(stretches: Stretch[], added: Stretch): Stretch[] {
  const [only] = stretches;
  if (stretches.length === 1 && only && only[0] <= added[0] && only[1] >= added[1]) {
    return stretches;
  }
  const touching = stretches.filter(([from, to]) => from <= added[1] + TOLERANCE && to >= added[0] - TOLERANCE);
  const apart = stretches.filter((each) => !touching.includes(each));
  const all = [...touching, added];
  return [...apart, [Math.min(...all.map(([from]) => from)), Math.max(...all.map(([, to]) => to))] as const];
}

function firstGap(stretches: Stretch[], width: number): number | undefined {
  const first = stretches.find(([from]) => from <= TOLERANCE);
  return first === undefined ? 0 : first[1] < width - TOLERANCE ? first[1] : undefined;
}
