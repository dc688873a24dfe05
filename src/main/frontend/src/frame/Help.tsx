import { Dialog } from "../parts/Dialog";

const KEYS: [string, [string, string][]][] = [
  [
    "Everywhere",
    [
      ["/", "search"],
      ["g", "go to the queue"],
      ["?", "these keys"],
      ["Esc", "leave a field, close, stay"],
    ],
  ],
  [
    "Queue",
    [
      ["j k", "next, previous"],
      ["Enter", "open"],
      ["a", "approve"],
      ["x", "deny"],
      ["n", "show what is new"],
    ],
  ],
  [
    "Task",
    [
      ["j k", "next, previous task"],
      ["e", "edit"],
      ["d", "compare with the original"],
      ["a", "approve"],
      ["x", "deny"],
      ["u", "back to the queue"],
    ],
  ],
];

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div className="content keys">
        {KEYS.map(([title, rows]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {rows.map(([key, words]) => (
                <div key={key} style={{ display: "contents" }}>
                  <dt>
                    {key.split(" ").map((each) => (
                      <kbd key={each}>{each}</kbd>
                    ))}
                  </dt>
                  <dd>{words}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
