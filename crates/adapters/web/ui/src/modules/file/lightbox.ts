import { shallowRef } from "vue";

export interface Picture {
    src: string;
    name: string;
}

/** The pictures that are shown large, and which of them. `LightBox` shows it. */
export const lightbox = shallowRef<{ pictures: readonly Picture[]; place: number } | null>(null);

export function showPictures(pictures: readonly Picture[], place: number): void {
    lightbox.value = { pictures, place };
}

/** Goes on to the next picture, or back. */
export function step(by: 1 | -1): void {
    if (lightbox.value === null) return;
    const { pictures, place } = lightbox.value;
    const next = place + by;
    if (next >= 0 && next < pictures.length) lightbox.value = { pictures, place: next };
}
