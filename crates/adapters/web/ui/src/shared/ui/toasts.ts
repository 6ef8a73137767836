import { shallowRef } from "vue";
import { ApiError } from "@/shared/api/error";
import { Disconnected } from "@/shared/connection/refusal";
import { translate } from "@/i18n";

export interface Toast {
    id: number;
    title: string;
    text?: string;
    tone: "plain" | "good" | "danger";
    actions?: { label: string; run: () => void }[];
    /** How long it stays. */
    ms: number;
}

/** What is being told, oldest first. `ToastStack` shows it. */
export const toasts = shallowRef<Toast[]>([]);
const MOST = 4;
let lastId = 0;

/** Tells something in passing. What it returns is for {@link dismiss}. */
export function toast(title: string, options: Partial<Omit<Toast, "id" | "title">> = {}): number {
    const told: Toast = { tone: "plain", ms: 6_000, ...options, id: ++lastId, title };
    toasts.value = [...toasts.value, told].slice(-MOST);
    return told.id;
}

export function dismiss(id: number | undefined): void {
    toasts.value = toasts.value.filter((told) => told.id !== id);
}

/** What to tell somebody about a failure. */
export function explain(error: unknown): string {
    const isUnreachable = error instanceof ApiError && error.isUnreachable;
    if (isUnreachable || error instanceof Disconnected) return translate("shared.unreachable");
    if (error instanceof Error && error.message) return error.message;
    return translate("shared.failed");
}

/** Tells that something failed, and why. */
export function toastFailure(error: unknown): void {
    toast(explain(error), { tone: "danger" });
}
