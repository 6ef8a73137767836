import { computed, ref, type Ref } from "vue";
import { ApiError } from "@/shared/api/error";
import { API_ORIGIN } from "@/shared/api/origin";
import { useSavingForm, type SavingForm } from "@/shared/ui/form";

export interface GuestForm extends SavingForm {
    captcha: Ref<string>;
    /** The picture to read, once the server asks for it. */
    captchaImage: Ref<string | null>;
    drawCaptcha: () => void;
}

/** A form of somebody who is not logged in, with a captcha when the server asks for one. */
export function useGuestForm(): GuestForm {
    const { isBusy, errors, save: saveOnce } = useSavingForm();
    const captcha = ref("");
    const drawn = ref(0);
    const captchaImage = computed(() =>
        drawn.value === 0 ? null : `${API_ORIGIN}/api/captcha?drawn=${drawn.value}`,
    );

    function drawCaptcha(): void {
        captcha.value = "";
        drawn.value = Date.now();
    }

    function save(send: () => Promise<void>): Promise<void> {
        return saveOnce(async () => {
            try {
                await send();
            } catch (error) {
                const isAsked = error instanceof ApiError && error.field === "captcha";
                // Each captcha serves once, so that whatever was wrong needs another.
                if (isAsked || captchaImage.value !== null) drawCaptcha();
                throw error;
            }
        });
    }

    return { isBusy, errors, captcha, captchaImage, drawCaptcha, save };
}
