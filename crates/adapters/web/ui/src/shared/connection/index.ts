import { socketUrl } from "@/shared/api/origin";
import { Connection } from "./connection";

export type { ConnectionState } from "./connection";
export { Disconnected, Refusal } from "./refusal";

/** The connection of this tab. */
export const connection = new Connection(socketUrl);
