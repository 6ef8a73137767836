import { computed, type ComputedRef } from "vue";
import { useI18n } from "vue-i18n";
import { formatSize } from "@/modules/file/size";
import { useServer } from "./store";

interface SizeLimit {
    /** How large one may be, for people; `null` while nobody knows. */
    most: ComputedRef<string | null>;
    isTooLarge: (file: File) => boolean;
}

/** How large files of a kind may be. */
export function useSizeLimit(kind: "max_file_bytes" | "max_avatar_bytes"): SizeLimit {
    const { locale } = useI18n();
    const server = useServer();
    const bytes = computed(() => server.limits?.[kind] ?? null);

    return {
        most: computed(() => (bytes.value === null ? null : formatSize(bytes.value, locale.value))),
        isTooLarge: ({ size }) => bytes.value !== null && size > bytes.value,
    };
}
