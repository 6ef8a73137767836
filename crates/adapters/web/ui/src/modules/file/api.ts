import { serverLanguage, useToken } from "@/shared/api/client";
import { ApiError } from "@/shared/api/error";
import type { Upload } from "@/shared/api/types";
import { API_ORIGIN } from "@/shared/api/origin";
import { translate } from "@/i18n";

export interface UploadOptions {
    signal: AbortSignal;
    /** Hears how much is done, from 0 to 1. */
    onProgress: (fraction: number) => void;
}

/** Uploads a file. By XMLHttpRequest, since `fetch` does not tell how far it is. */
export async function upload(file: File, options: UploadOptions): Promise<Upload> {
    const token = await useToken();
    const answer = await send(file, token, options);
    if (answer.status !== 401) return read(answer);
    return read(await send(file, await useToken(token), options));
}

function read({ status, response }: XMLHttpRequest): Upload {
    const body = response as { data: Upload } | null;
    if (status >= 200 && status < 300 && body !== null) return body.data;
    // A proxy in between refuses in words of its own.
    const reason = body ?? (status === 413 ? { msg: translate("file.refusedSize") } : null);
    throw ApiError.refused(new Response(null, { status: status || 500 }), reason);
}

function send(
    file: File,
    token: string | null,
    { signal, onProgress }: UploadOptions,
): Promise<XMLHttpRequest> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
        const form = new FormData();
        form.append("file", file, file.name);
        const request = new XMLHttpRequest();
        request.open("POST", `${API_ORIGIN}/api/user/upload`);
        request.responseType = "json";
        request.setRequestHeader("Accept-Language", serverLanguage());
        request.setRequestHeader("Authorization", `Bearer ${token}`);
        request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(loaded / (total || 1)));
        request.addEventListener("load", () => resolve(request));
        request.addEventListener("error", () => reject(ApiError.unreachable(null)));
        request.addEventListener("abort", () => reject(signal.reason));
        signal.addEventListener("abort", () => request.abort(), { once: true });
        request.send(form);
    });
}
