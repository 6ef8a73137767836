import { computed, ref, shallowRef, type Ref } from "vue";
import { ApiError } from "@/shared/api/error";
import { API_ORIGIN } from "@/shared/api/origin";
import { explain } from "@/shared/ui/toasts";

export interface GuestForm {
    isBusy: Ref<boolean>;
    /** What is wrong, by field; `form` for what concerns none. */
    errors: Ref<Record<string, string>>;
    captcha: Ref<string>;
    /** The picture to read, once the server asks for it. */
    captchaImage: Ref<string | null>;
    drawCaptcha: () => void;
    submit: (send: () => Promise<void>) => Promise<void>;
}

/** A form of somebody who is not logged in: errors by field, and a captcha when the server asks for one. */
export function useGuestForm(): GuestForm {
    const isBusy = ref(false);
    const errors = shallowRef<Record<string, string>>({});
    const captcha = ref("");
    const drawn = ref(0);
    const captchaImage = computed(() =>
        drawn.value === 0 ? null : `${API_ORIGIN}/api/captcha?drawn=${drawn.value}`,
    );

    function drawCaptcha(): void {
        captcha.value = "";
        drawn.value = Date.now();
    }

    async function submit(send: () => Promise<void>): Promise<void> {
        if (isBusy.value) return;
        isBusy.value = true;
        errors.value = {};
        try {
            await send();
        } catch (error) {
            const field = error instanceof ApiError ? error.field : null;
            // Each captcha serves once, so that whatever was wrong needs another.
            if (field === "captcha" || captchaImage.value !== null) drawCaptcha();
            errors.value = { [field ?? "form"]: explain(error) };
        } finally {
            isBusy.value = false;
        }
    }

    return { isBusy, errors, captcha, captchaImage, drawCaptcha, submit };
}
