// Measures how the client opens and scrolls a room of many messages, which are sent through the server.
//
//   node measure.mjs [how many messages, 100000 unless told] [how often, 5 unless told]

import { Account } from "../client/support/account.mjs";
import { saysAll, texts } from "./support/monologue.mjs";
import { Place } from "./support/suite.mjs";

const [count = 100_000, rounds = 5] = process.argv.slice(2).map(Number);
// The author sends more in a second than a single client may.
const place = new Place({ REALTIME__FRAMES_PER_SECOND: "0" });

// Runs before the client does: notes when data arrives, when the newest message is in sight, and the longest task.
function watch(newest) {
    const seen = (globalThis.seen = { data: 0, newest: 0, longest: 0 });
    const read = IDBObjectStore.prototype.getAll;
    const arrives = () => (seen.data = seen.newest ? seen.data : performance.now());
    IDBObjectStore.prototype.getAll = function (...range) {
        const request = read.apply(this, range);
        if (this.name === "messages") {
            request.addEventListener("success", arrives);
        }
        return request;
    };
    const resources = new PerformanceObserver((list) => {
        if (list.getEntriesByType("resource").some(({ name }) => name.includes("/api/message?"))) {
            arrives();
        }
    });
    resources.observe({ type: "resource" });
    const tasks = new PerformanceObserver((list) => {
        seen.longest = Math.max(seen.longest, ...list.getEntries().map(({ duration }) => duration));
    });
    tasks.observe({ type: "longtask", buffered: true });
    const look = () => {
        const pane = document.querySelector("[role=log]");
        const edge = pane?.getBoundingClientRect().bottom;
        const rows = [...(pane?.querySelectorAll("[data-place]") ?? [])];
        const row = rows.find(({ textContent }) => textContent.includes(newest));
        if (row && row.checkVisibility({ visibilityProperty: true }) && row.getBoundingClientRect().bottom <= edge) {
            seen.newest = performance.now();
        } else {
            requestAnimationFrame(look);
        }
    };
    requestAnimationFrame(look);
}

// Scrolls up as with a wheel, one notch in each frame, and tells how long frames took and how many rows there were.
function scroll(notches) {
    const pane = document.querySelector("[role=log]");
    const frames = [];
    let rows = 0;
    let last = performance.now();
    return new Promise((resolve) => {
        const notch = (now) => {
            frames.push(now - last);
            last = now;
            rows = Math.max(rows, pane.querySelectorAll("[data-place]").length);
            if (frames.length > notches) {
                frames.sort((one, other) => one - other);
                const share = (part) => Math.round(frames[Math.floor(frames.length * part)]);
                return resolve({ rows, median: share(0.5), slow: share(0.95), slowest: share(0.999) });
            }
            pane.scrollBy(0, -120);
            requestAnimationFrame(notch);
        };
        requestAnimationFrame(notch);
    });
}

try {
    await place.open();
    const author = await Account.register(place.server, "Author");
    const reader = await Account.register(place.server, "Reader");
    const room = await author.opensRoom();
    await author.letsIn(reader, room);
    const desk = await place.visitor("Author");
    await desk.goesTo("login");
    const begun = performance.now();
    await saysAll(desk.page, author, { room }, texts(count));
    console.log(`${count} messages were stored in ${Math.round((performance.now() - begun) / 1000)} s`);

    const visitor = await place.deviceOf(reader);
    await visitor.opensChatWith(room.name);
    await visitor.reads(`No. ${count}:`);
    await visitor.page.addInitScript(watch, `No. ${count}:`);
    for (let round = 1; round <= rounds; round += 1) {
        await visitor.reloads();
        await visitor.page.waitForFunction(() => globalThis.seen.newest > 0);
        const { data, newest, longest } = await visitor.page.evaluate(() => globalThis.seen);
        const open = `data after ${Math.round(data)} ms, the newest in sight ${Math.round(newest - data)} ms later`;
        console.log(`${round}. ${open}; longest task ${Math.round(longest)} ms`);
    }
    const { rows, median, slow, slowest } = await visitor.page.evaluate(scroll, 600);
    console.log(`scrolling: at most ${rows} rows, frames of ${median} ms (95 %: ${slow} ms, slowest: ${slowest} ms)`);
    await place.isLeftInOrder();
} finally {
    await place.close();
}
