import { api, unwrap } from "@/shared/api/client";
import type { ServerInfo } from "@/shared/api/types";

export function show(): Promise<ServerInfo> {
    return unwrap(api.GET("/api/server"));
}
