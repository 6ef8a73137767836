import { nextTick, ref, type Ref } from "vue";

/** How far from the end, in pixels, still counts as being there. */
const NEAR = 48;

interface Following {
    /** Whether the end is in sight, and what comes there is followed. */
    isFollowing: Ref<boolean>;
    /** Goes to the end, and stays there. */
    follow: () => Promise<void>;
    /** Is to be called whenever rows or the pane have changed their height. */
    settle: () => Promise<void>;
    /** Is to be called at every scrolling. */
    noteScroll: () => void;
}

/**
 * Keeps a list that is at its end there, until somebody scrolls away: while rows come and are measured, pictures
 * turn out to be gone, and a keyboard takes half of the pane.
 *
 * If its height is still what it was when it was put to its end, it is somebody who scrolls. Otherwise the list
 * itself has moved, and `settle` is on its way.
 */
export function useFollowing(scroller: Ref<HTMLElement | null>, isAtEnd: () => boolean): Following {
    const isFollowing = ref(true);
    /** How far the list could be scrolled when it was last put to its end. */
    let settled = 0;

    async function follow(): Promise<void> {
        isFollowing.value = true;
        await settle();
    }

    async function settle(): Promise<void> {
        await nextTick();
        const pane = scroller.value;
        if (!isFollowing.value || pane === null) return;
        settled = pane.scrollHeight - pane.clientHeight;
        pane.scrollTop = settled;
    }

    function noteScroll(): void {
        const pane = scroller.value;
        if (pane === null) return;
        const range = pane.scrollHeight - pane.clientHeight;
        if (range - pane.scrollTop < NEAR) isFollowing.value = isAtEnd();
        else if (range === settled) isFollowing.value = false;
    }

    return { isFollowing, follow, settle, noteScroll };
}
