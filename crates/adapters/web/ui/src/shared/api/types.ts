import type { components as Events } from "./generated/events";
import type { components as Routes, operations as Operations } from "./generated/routes";

type Schemas = Routes["schemas"];

export type Application = Schemas["ApplicationView"];
export type ConversationSummary = Schemas["ConversationView"];
export type Cursor = Schemas["ProgressView"];
export type Friend = Schemas["FriendView"];
export type Login = Schemas["LoginView"];
export type Member = Schemas["MemberView"];
export type Message = Schemas["MessageView"];
export type Role = Schemas["RoleView"]["role"];
export type Room = Schemas["RoomView"];
export type ServerInfo = Operations["server.show"]["responses"][200]["content"]["application/json"]["data"];
export type SessionInfo = Schemas["SessionView"];
export type Upload = Pick<
    Operations["files.upload"]["responses"][201]["content"]["application/json"]["data"],
    "path" | "mimetype" | "originalname" | "size"
>;
export type User = Schemas["UserView"];

/** What the server tells over the socket: name to data. */
export type ServerEvents = Events["schemas"]["ServerEvents"];
/** What a client may say over the socket: name to data. */
export type ClientCommands = Events["schemas"]["ClientCommands"];
