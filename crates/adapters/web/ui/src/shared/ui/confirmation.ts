import { shallowRef } from "vue";

export interface Question {
    title: string;
    text: string;
    /** What the button that goes ahead says. */
    action: string;
    isDangerous?: boolean;
}

/** The question that is being asked, with what to do with its answer. `ConfirmDialog` shows it. */
export const asked = shallowRef<(Question & { answer: (yes: boolean) => void }) | null>(null);

/** Asks whether to go ahead with something that cannot be undone. */
export function confirm(question: Question): Promise<boolean> {
    asked.value?.answer(false);
    return new Promise((resolve) => {
        asked.value = {
            ...question,
            answer(yes) {
                asked.value = null;
                resolve(yes);
            },
        };
    });
}
