// A part of the service worker: a click on what it has told on the desktop leads there, in a tab that is open already
// if there is one.
self.addEventListener("notificationclick", (event) => {
    const { notification } = event;
    notification.close();
    event.waitUntil(show(notification.data?.path ?? ""));
});

async function show(path) {
    const { scope } = self.registration;
    const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const tab = tabs.find(({ url }) => url.startsWith(scope));
    if (tab === undefined) return self.clients.openWindow(new URL(path, scope).href);
    tab.postMessage({ event: "notified", path });
    return tab.focus();
}
