// Many messages, quickly: over one raw WebSocket, without waiting for one answer before the next question.

// How many may be unanswered. The server reads no more than so many, and the rest waits in the socket.
const underWay = 256;

// Says all of it in a room or to somebody, in order, from any page of the server's.
export function saysAll(page, { token }, { room, user }, messages) {
    const [event, target] = room ? ["room", { room: room.id }] : ["user", { receiver: user.id }];
    const frames = messages.map((message) => ({ event, data: { ...target, ...message } }));
    return page.evaluate(talk, { token, frames, underWay });
}

// Runs in the page.
function talk({ token, frames, underWay }) {
    return new Promise((resolve, reject) => {
        const socket = new WebSocket(`${location.origin.replace("http", "ws")}/ws`);
        let said = 0;
        let stored = 0;
        const send = (frame) => socket.send(JSON.stringify(frame));
        const sayMore = () => {
            while (said < frames.length && said - stored < underWay) {
                send({ ...frames[said], ref: said });
                said += 1;
            }
        };
        socket.onopen = () => send({ event: "auth", data: { token }, ref: "auth" });
        socket.onclose = ({ code }) => reject(new Error(`closed with ${code}`));
        socket.onmessage = ({ data }) => {
            const { event, ref, data: details } = JSON.parse(data);
            if (event === "error") {
                return reject(new Error(JSON.stringify(details)));
            }
            if (event !== "ack") {
                return;
            }
            stored += ref === "auth" ? 0 : 1;
            sayMore();
            if (stored === frames.length) {
                resolve();
            }
        };
    });
}

const lines = [
    "Yes.",
    "A message of **some** length, with a [link](https://example.org) and `code` in it, so that it may take two lines.",
    "- water\n- leaves\n- patience",
    "> half a minute\n\nI have been doing it wrong all my life.",
    "```sh\nsleep 30\necho 'pour!'\n```",
    "好茶需要时间。".repeat(12),
    "🍵",
    "All the words of a long story. ".repeat(30),
];

// Texts of every height, each with its number.
export function texts(count) {
    return Array.from({ length: count }, (_, place) => ({ content: `No. ${place + 1}: ${lines[(place * 5) % lines.length]}` }));
}
