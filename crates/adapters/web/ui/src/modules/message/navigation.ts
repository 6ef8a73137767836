import { nextTick, ref, type Ref } from "vue";
import type { VirtualizerHandle } from "virtua/vue";

interface Navigation {
    /** The message that has the focus, which has to be there even where it is out of sight. */
    focused: Ref<number[]>;
    /** Is to be called with each key that is pressed among the messages. */
    pressed: (event: KeyboardEvent) => void;
    /** Is to be called when the focus has come to something among them. */
    focusMoved: (event: FocusEvent) => void;
}

function rowOf(target: EventTarget | null): HTMLElement | null {
    return target instanceof HTMLElement ? target.closest<HTMLElement>("[data-place]") : null;
}

/** Moves the focus from message to message by arrow keys, and opens a message's menu by Enter. */
export function useNavigation(
    pane: Ref<HTMLElement | null>,
    list: Ref<VirtualizerHandle | null>,
    count: () => number,
): Navigation {
    const focused = ref<number[]>([]);
    const steps: Record<string, number> = { ArrowUp: -1, ArrowDown: 1 };

    function pressed(event: KeyboardEvent): void {
        const row = rowOf(event.target);
        const isOnRow = row !== null && row === event.target;
        const step = steps[event.key];
        if (event.key === "Enter" && isOnRow) {
            event.preventDefault();
            openMenu(row);
        } else if (step !== undefined && (isOnRow || event.target === pane.value)) {
            event.preventDefault();
            void focus(isOnRow ? Number(row.dataset["place"]) + step : lastInSight());
        }
    }

    function lastInSight(): number {
        const handle = list.value;
        return handle ? handle.findItemIndex(handle.scrollOffset + handle.viewportSize - 1) : 0;
    }

    async function focus(place: number): Promise<void> {
        if (place < 0 || place >= count()) return;
        focused.value = [place];
        list.value?.scrollToIndex(place, { align: "nearest" });
        await nextTick();
        const row = pane.value?.querySelector<HTMLElement>(`[data-place="${place}"]`);
        row?.focus({ preventScroll: true });
    }

    /** As a right click on its first line would. */
    function openMenu(row: HTMLElement): void {
        const bubble = row.querySelector(".bubble") ?? row;
        const { left, top } = bubble.getBoundingClientRect();
        const place = { clientX: left + 16, clientY: top + 16 };
        bubble.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true, ...place }));
    }

    function focusMoved({ target }: FocusEvent): void {
        const row = rowOf(target);
        focused.value = row ? [Number(row.dataset["place"])] : [];
    }

    return { focused, pressed, focusMoved };
}
