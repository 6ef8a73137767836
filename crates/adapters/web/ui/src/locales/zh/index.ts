import type { Texts } from "../en";
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

const zh: Texts = { alert, apply, file, layout, message, room, session, settings, shared, user };

export default zh;
