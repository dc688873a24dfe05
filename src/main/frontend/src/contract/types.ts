import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type Task = Schemas["ReviewTask"];
export type TaskItem = Schemas["ReviewTaskListItem"];
export type TaskPage = Schemas["ReviewTaskPage"];
export type Block = Schemas["ArtifactBlock"];
export type Diff = Schemas["DecisionDiff"];
export type Risk = Schemas["RiskLevel"];
export type Status = Schemas["ReviewTaskStatus"];
export type DecisionType = NonNullable<Task["decision"]>["type"];
export type ActionType = Schemas["ActionType"];
export type Source = Schemas["Source"];
export type SourceWithSecret = Schemas["SourceWithSecret"];
export type ApiKey = Schemas["ApiKey"];
export type NewKey = Schemas["CreatedApiKey"];
export type NewKeyRequest = Schemas["CreateApiKeyRequest"];
export type User = Schemas["User"];
export type Attempt = Schemas["DeliveryAttempt"];
export type DeliveryMode = Schemas["DeliveryMode"];

/** What a list of tasks is searched by. */
export interface Filters {
  status?: Status[];
  source?: string;
  risk?: Risk;
  action?: ActionType;
  q?: string;
  sort: "priority" | "created_at";
}
