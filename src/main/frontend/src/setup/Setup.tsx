import { Route, Switch } from "wouter";
import { useTitle } from "../parts/title";
import { Connect } from "./Connect";
import { Keys } from "./Keys";
import { NewSource } from "./NewSource";
import { SourcePage } from "./SourcePage";
import { Sources } from "./Sources";

export default function Setup() {
  useTitle("Set-up");
  return (
    <div className="page">
      <Switch>
        <Route path="/setup/new" component={NewSource} />
        <Route path="/setup/keys" component={Keys} />
        <Route path="/setup/sources/:id/connect">{({ id }) => <Connect id={id} />}</Route>
        <Route path="/setup/sources/:id">{({ id }) => <SourcePage id={id} />}</Route>
        <Route component={Sources} />
      </Switch>
    </div>
  );
}
