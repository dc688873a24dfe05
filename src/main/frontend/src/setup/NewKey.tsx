import { useState } from "react";
import { Fault } from "../parts/States";
import { Once } from "./parts";
import { useNewKey } from "./queries";

/** Creates a key of a source, or of an administrator, and shows it once. */
export function NewKey({ sourceId }: { sourceId?: string }) {
  const [name, setName] = useState("");
  const [environment, setEnvironment] = useState<"live" | "test">("live");
  const create = useNewKey(sourceId, () => setName(""));
  return (
    <>
      {create.data && <Once name={create.data.name ?? "New key"} secret={create.data.key} />}
      <form
        className="line"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ environment, name: name.trim() || undefined });
        }}
      >
        <input
          className="input grow"
          aria-label="Name of the new key"
          placeholder="Name of the new key"
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <select
          className="select fit"
          aria-label="Environment"
          value={environment}
          onChange={(event) => setEnvironment(event.target.value as "live" | "test")}
        >
          <option value="live">live</option>
          <option value="test">test</option>
        </select>
        <button className="button" disabled={create.isPending}>
          {sourceId ? "Make a key" : "Make an administrator's key"}
        </button>
      </form>
      <Fault fault={create.error} />
    </>
  );
}
