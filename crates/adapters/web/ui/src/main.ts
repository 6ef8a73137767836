import { createPinia } from "pinia";
import { createApp } from "vue";
import { registerSW } from "virtual:pwa-register";
import App from "./App.vue";
import { createLanguage, translate } from "./i18n";
import { forgetUser } from "./modules";
import { useSession } from "./modules/session/store";
import { createAppRouter } from "./router";
import { toast } from "./shared/ui/toasts";
import "./styles.css";

const app = createApp(App);
app.use(createPinia());
useSession().onLeft(forgetUser);
app.use(await createLanguage());
app.use(createAppRouter());
app.mount("#app");

// A new version is fetched in the background and used from the next start on: no open page is loaded anew for it.
registerSW({ onNeedReload: () => undefined });

/** What is not at hand cannot be had: because the server has a newer client, or because there is no way to it. */
async function partIsMissing(): Promise<void> {
    // Asked so that neither a cache nor the service worker answers.
    const url = `${import.meta.env.BASE_URL}?at=${Date.now()}`;
    const answer = await fetch(url, { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (answer?.ok) location.reload();
    else toast(translate("shared.unreachable"), { tone: "danger" });
}

window.addEventListener("vite:preloadError", () => void partIsMissing());
