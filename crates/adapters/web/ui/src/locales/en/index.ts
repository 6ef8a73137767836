import alert from "./alert";
import apply from "./apply";
import file from "./file";
import layout from "./layout";
import message from "./message";
import room from "./room";
import session from "./session";
import settings from "./settings";
import shared from "./shared";
import user from "./user";

const en = { alert, apply, file, layout, message, room, session, settings, shared, user };

type Shape<T> = { [K in keyof T]: T[K] extends string ? string : Shape<T[K]> };

/** What every language has to say. */
export type Texts = Shape<typeof en>;

export default en;
