// The results of growth.sh as curves and tables:
//   node curves.mjs RESULTS IMAGES [DOCUMENT]
// writes growth-*.svg into IMAGES, and prints the tables as Markdown, or writes them into docs/performance.md.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, number, table, writeInto } from './markdown.mjs';

const [, , results, images, document] = process.argv;
if (!results || !images) throw new Error('Use: curves.mjs RESULTS IMAGES [DOCUMENT]');
mkdirSync(images, { recursive: true });

// ---- Reading

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const list = (directory) => (existsSync(directory) ? readdirSync(directory) : []);

/** For each scenario its points in the order of x, each the medians over the rounds. */
function series(directory) {
  const points = list(directory).map(Number).sort((a, b) => a - b);
  const files = points.flatMap((x) =>
    list(join(directory, String(x))).flatMap((round) =>
      list(join(directory, String(x), round))
        .filter((file) => file.endsWith('.json'))
        .map((file) => ({ x, ...read(join(directory, String(x), round, file)) })),
    ),
  );
  const order = ['list', 'get', 'poll', 'create', 'review'];
  return order
    .filter((scenario) => files.some((file) => file.scenario === scenario))
    .map((scenario) => ({
      scenario,
      points: points
        .map((x) => {
          const rounds = files.filter((file) => file.scenario === scenario && file.x === x);
          const of = (figure) => median(rounds.map(figure));
          return {
            x,
            rounds: rounds.length,
            rate: of((round) => round.requests_per_s),
            p50: of((round) => round.p50_ms),
            p99: of((round) => round.p99_ms),
            cpu: of((round) => round.server_cpu_ms_per_request + round.postgres_cpu_ms_per_request),
          };
        })
        .filter((point) => point.rounds > 0),
    }));
}

// ---- Curves

const LIGHT = ['#0969da', '#bc4c00', '#1a7f37', '#8250df', '#bf3989'];
const DARK = ['#58a6ff', '#f0883e', '#3fb950', '#bc8cff', '#f778ba'];
const WIDTH = 760;
const HEIGHT = 400;
const BOX = { left: 64, right: WIDTH - 84, top: 52, bottom: HEIGHT - 52 };

const short = (value) =>
  value >= 1e6 ? `${value / 1e6} M` : value >= 1000 ? value.toLocaleString('en') : String(Number(value.toPrecision(3)));

/** Round numbers between the two, for a logarithmic axis. */
function logTicks(low, high) {
  const steps = high / low > 300 ? [1] : high / low > 20 ? [1, 2, 5] : [1, 1.5, 2, 3, 5, 7];
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const step of steps) {
      const tick = Number((step * 10 ** power).toPrecision(3));
      if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
    }
  }
  return ticks;
}

/** From 0 up, about six of them. */
function linearTicks(high) {
  const step = [0.25, 0.5, 1, 2, 5, 10].find((candidate) => high / candidate <= 7) ?? 20;
  return Array.from({ length: Math.floor(high / step) + 1 }, (_, i) => i * step);
}

/** Both axes are logarithmic, unless yFrom and yTo are given: then the vertical one is linear. */
function chart({ name, title, xTitle, yTitle, lines, xTicks, bound, yFrom, yTo }) {
  const xs = lines.flatMap((line) => line.points.map(([x]) => x));
  const ys = lines.flatMap((line) => line.points.map(([, y]) => y));
  if (xs.length === 0) return;
  const linear = yFrom !== undefined;
  const low = linear ? yFrom : Math.min(...ys) / 1.2;
  const high = linear ? Math.max(yTo, ...ys.map((y) => y * 1.05)) : Math.max(...ys) * 1.2;
  const left = Math.min(...xs);
  const right = Math.max(...xs);
  const place = (value, a, b, from, to) => from + ((value - a) / (b - a || 1)) * (to - from);
  const x = (value) => place(Math.log(value), Math.log(left), Math.log(right), BOX.left, BOX.right).toFixed(1);
  const y = (value) =>
    (linear
      ? place(value, low, high, BOX.bottom, BOX.top)
      : place(Math.log(value), Math.log(low), Math.log(high), BOX.bottom, BOX.top)
    ).toFixed(1);
  const out = [];
  for (const tick of linear ? linearTicks(high) : logTicks(low, high)) {
    out.push(`<line class="grid" x1="${BOX.left}" x2="${BOX.right}" y1="${y(tick)}" y2="${y(tick)}"/>`);
    out.push(`<text class="tick" x="${BOX.left - 8}" y="${Number(y(tick)) + 4}" text-anchor="end">${short(tick)}</text>`);
  }
  for (const tick of xTicks) {
    out.push(`<text class="tick" x="${x(tick)}" y="${BOX.bottom + 20}" text-anchor="middle">${short(tick)}</text>`);
  }
  if (bound) {
    out.push(`<line class="bound" x1="${BOX.left}" x2="${BOX.right}" y1="${y(bound)}" y2="${y(bound)}"/>`);
    out.push(`<text class="tick" x="${BOX.left + 6}" y="${Number(y(bound)) - 6}">bound: ${bound}</text>`);
  }
  // The names stand at the ends of the lines, moved apart if they would overlap.
  const names = lines
    .map((line, index) => ({ line, index, at: Number(y(line.points.at(-1)[1])) }))
    .sort((a, b) => a.at - b.at);
  names.forEach((name, i) => {
    if (i > 0) name.at = Math.max(name.at, names[i - 1].at + 16);
  });
  lines.forEach((line, index) => {
    out.push(`<polyline class="line c${index}" points="${line.points.map(([a, b]) => `${x(a)},${y(b)}`).join(' ')}"/>`);
    for (const [a, b] of line.points) {
      out.push(`<circle class="dot c${index}" cx="${x(a)}" cy="${y(b)}" r="3.5"><title>${line.name}: ${short(a)}, ${short(b)}</title></circle>`);
    }
  });
  for (const { line, index, at } of names) {
    out.push(`<text class="name c${index}" x="${BOX.right + 10}" y="${at + 4}">${line.name}</text>`);
  }
  const colours = (palette) => palette.map((colour, i) => `.line.c${i}{stroke:${colour}}.dot.c${i},.name.c${i}{fill:${colour}}`).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
<style>
text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-size:15px;font-weight:600}.tick,.axis{font-size:12px;fill:#59636e}.name{font-weight:600}
.page{fill:#fff}.grid{stroke:#d1d9e0}.bound{stroke:#59636e;stroke-dasharray:5 4}.line{fill:none;stroke-width:2;stroke-linejoin:round}
${colours(LIGHT)}
@media (prefers-color-scheme:dark){text{fill:#f0f6fc}.tick,.axis{fill:#9198a1}.page{fill:#0d1117}.grid{stroke:#30363d}.bound{stroke:#9198a1}${colours(DARK)}}
</style>
<rect class="page" width="${WIDTH}" height="${HEIGHT}" rx="6"/>
<text class="title" x="20" y="26">${title}</text>
<text class="axis" x="20" y="44">${yTitle}</text>
<text class="axis" x="${(BOX.left + BOX.right) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${xTitle}</text>
${out.join('\n')}
</svg>
`;
  writeFileSync(join(images, `${name}.svg`), svg);
}

const lines = (all, figure) =>
  all.map(({ scenario, points }) => ({
    name: scenario,
    points: points.map((point) => [point.x, figure(point, points)]).filter(([, value]) => Number.isFinite(value)),
  }));

// ---- Tables

const sections = {};

const byTasks = series(join(results, 'tasks'));
if (byTasks.length > 0) {
  const sizes = [...new Set(byTasks.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  chart({
    name: 'growth-tasks',
    title: 'What a request costs, by the number of tasks',
    yTitle: 'CPU of service and PostgreSQL, compared with the size at which the request is cheapest',
    xTitle: 'tasks in the database',
    lines: lines(byTasks, (point, points) => point.cpu / Math.min(...points.map(({ cpu }) => cpu))),
    xTicks: sizes,
    bound: 1.3,
    yFrom: 0,
    yTo: 1.6,
  });
  const at = (points, x, figure, digits) => number(points.find((point) => point.x === x)?.[figure] ?? NaN, digits);
  const spread = (points, figure) => {
    const values = points.map((point) => point[figure]);
    return number(Math.max(...values) / Math.min(...values), 2);
  };
  sections.growth = [
    '![CPU of a request by the number of tasks](images/growth-tasks.svg)',
    table(
      ['scenario', ...sizes.map((size) => `${short(size)}: per s`), 'highest / lowest', ...sizes.map((size) => `${short(size)}: CPU ms`), 'highest / lowest'],
      byTasks.map(({ scenario, points }) => [
        scenario,
        ...sizes.map((size) => at(points, size, 'rate')),
        spread(points, 'rate'),
        ...sizes.map((size) => at(points, size, 'cpu', 2)),
        spread(points, 'cpu'),
      ]),
    ),
  ].join('\n\n');
}

const blocks = list(join(results, 'blocks'))
  .map((file) => ({
    tasks: Number.parseInt(file, 10),
    statements: readFileSync(join(results, 'blocks', file), 'utf8').trim().split('\n').map((line) => JSON.parse(line)),
  }))
  .sort((a, b) => a.tasks - b.tasks);
if (blocks.length > 0) {
  const cell = (size, scenario) => {
    const one = size.statements.find((statement) => statement.scenario === scenario);
    return one ? `${number(one.blocks, 1)}, ${number(one.rows, 1)}` : '–';
  };
  sections.blocks = table(
    ['statements of', ...blocks.map(({ tasks }) => `${short(tasks)} tasks: blocks, rows`)],
    blocks[0].statements.map(({ scenario }) => [scenario, ...blocks.map((size) => cell(size, scenario))]),
  );
}

const byConnections = series(join(results, 'connections'));
if (byConnections.length > 0) {
  const counts = [...new Set(byConnections.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const common = { xTitle: 'connections', xTicks: counts };
  chart({ ...common, name: 'growth-connections', title: 'Requests a second, by the number of connections', yTitle: 'requests a second', lines: lines(byConnections, (point) => point.rate) });
  chart({ ...common, name: 'growth-p99', title: '99th percentile, by the number of connections', yTitle: 'milliseconds', lines: lines(byConnections, (point) => point.p99) });
  sections.connections = [
    '![Requests per second by the number of connections](images/growth-connections.svg)',
    '![99th percentile by the number of connections](images/growth-p99.svg)',
    table(
      ['scenario', ...counts.map((count) => `${count}: per s, p99 ms`)],
      byConnections.map(({ scenario, points }) => [
        scenario,
        ...counts.map((count) => {
          const point = points.find(({ x }) => x === count);
          return point ? `${number(point.rate)}, ${number(point.p99, point.p99 < 10 ? 1 : 0)}` : '–';
        }),
      ]),
    ),
  ].join('\n\n');
}

const held = list(join(results, 'held')).filter((file) => file.endsWith('.json')).map((file) => read(join(results, 'held', file)));
if (held.length > 0) {
  sections.held = table(
    ['open', 'count', 'refused', 'opened in', 'resident MB before, with them', 'live heap MB before, with them', 'KB of heap each', 'cores before, with them', 'heard of a decision, p50 / p99 ms', 'cores while 20 a second are decided'],
    held.map((one) => [
      one.scenario,
      number(one.open),
      number(one.asked - one.open),
      `${number(one.opened_in_s, 1)} s`,
      `${number(one.resident_mb_before)}, ${number(one.resident_mb)}`,
      `${number(one.live_heap_mb_before)}, ${number(one.live_heap_mb)}`,
      number(((one.live_heap_mb - one.live_heap_mb_before) * 1024) / one.open, 1),
      `${number(one.cores_before, 3)}, ${number(one.cores_idle, 3)}`,
      `${number(one.p50_ms, 1)} / ${number(one.p99_ms, 1)}`,
      number(one.cores_while_deciding, 2),
    ]),
  );
}

const seeds = list(join(results, 'seed')).map((file) => read(join(results, 'seed', file))).sort((a, b) => a.tasks - b.tasks);
if (seeds.length > 0) {
  sections.seeding = `Seeding: ${seeds.map(({ tasks, seconds, bytes }) => `${short(tasks)} tasks in ${seconds} s, ${number(bytes / 2 ** 20)} MiB`).join('; ')}.`;
}
if (document) writeInto(document, sections);
else console.log(Object.values(sections).join('\n\n'));
