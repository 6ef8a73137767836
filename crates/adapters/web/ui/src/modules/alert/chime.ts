/** Several messages, or several tabs, make one sound. */
const QUIET_MS = 1_500;
const LAST = "discuss.chimedAt";
/** A fifth upwards: friendly, and short. */
const NOTES = [
    { hertz: 660, at: 0 },
    { hertz: 990, at: 0.09 },
];

let audio: AudioContext | null = null;

/** Plays two short notes. */
export function playChime(): void {
    audio ??= new AudioContext();
    void audio.resume();
    for (const { hertz, at } of NOTES) playNote(audio, hertz, audio.currentTime + at);
}

function playNote(context: AudioContext, hertz: number, at: number): void {
    const tone = new OscillatorNode(context, { frequency: hertz, type: "sine" });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.12, at + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.35);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.4);
}

/** Plays the sound of a message, unless it has just been heard, from here or from another tab. */
export function chime(now = Date.now()): void {
    // Browsers let no page be heard that nobody has touched.
    if (!navigator.userActivation.hasBeenActive) return;
    const last = Number(localStorage.getItem(LAST));
    if (Math.abs(now - last) < QUIET_MS) return;
    localStorage.setItem(LAST, String(now));
    playChime();
}
