import { ref, shallowRef, type Ref } from "vue";
import { ApiError } from "@/shared/api/error";
import { explain } from "@/shared/ui/toasts";

export interface SavingForm {
    isBusy: Ref<boolean>;
    /** What is wrong, by field; `form` for what concerns none. */
    errors: Ref<Record<string, string>>;
    save: (send: () => Promise<void>) => Promise<void>;
}

/** A form that is saved once at a time, with what is wrong beside the field that is. */
export function useSavingForm(): SavingForm {
    const isBusy = ref(false);
    const errors = shallowRef<Record<string, string>>({});

    async function save(send: () => Promise<void>): Promise<void> {
        if (isBusy.value) return;
        isBusy.value = true;
        errors.value = {};
        try {
            await send();
        } catch (error) {
            const field = error instanceof ApiError ? error.field : null;
            errors.value = { [field ?? "form"]: explain(error) };
        } finally {
            isBusy.value = false;
        }
    }

    return { isBusy, errors, save };
}
