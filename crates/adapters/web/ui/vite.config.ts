/// <reference types="vitest/config" />
import { fileURLToPath, URL } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";
import { VitePWA, type VitePWAOptions } from "vite-plugin-pwa";

const server = process.env["DISCUSS_SERVER"] ?? "http://localhost:3000";
const proxy = Object.fromEntries(
    ["/api", "/ws", "/websocket", "/public", "/docs"].map((path) => [path, { target: server, ws: true }]),
);

/** What makes the page an app that can be installed and starts offline. The server's own paths stay the server's. */
const app: Partial<VitePWAOptions> = {
    registerType: "autoUpdate",
    injectRegister: false,
    manifest: {
        name: "Discuss",
        short_name: "Discuss",
        description: "Chat with your people",
        display: "standalone",
        theme_color: "#4457d6",
        background_color: "#f2f4f8",
        icons: [
            { src: "favicon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
            { src: "maskable.svg", sizes: "any", type: "image/svg+xml", purpose: "maskable" },
        ],
    },
    workbox: {
        globPatterns: ["**/*.{html,js,css,svg}"],
        importScripts: ["notified.js"],
        // A newer client takes over at once, or it would wait until the last old page is closed, which may be never.
        skipWaiting: true,
        clientsClaim: true,
        // Large and rarely wanted: they are kept once they were used.
        globIgnores: ["**/compact-*.js", "notified.js"],
        navigateFallbackDenylist: [/^\/(?:api|ws|websocket|public|docs|health)(?:\/|$)/],
        runtimeCaching: [
            {
                urlPattern: /\/assets\/compact-.*\.js$/,
                handler: "CacheFirst",
                options: { cacheName: "emoji" },
            },
        ],
    },
};

/** What many parts share is in two files, which are smaller than the hundred small ones that it is cut into otherwise. */
const codeSplitting = {
    groups: [
        { name: "libraries", test: /node_modules/, minShareCount: 3 },
        { name: "common", test: /src\//, minShareCount: 3 },
    ],
};

export default defineConfig({
    // Where the client lives, and where its server does, if that is another place.
    base: process.env["BASE_PATH"] ?? "/",
    define: { __API_ORIGIN__: JSON.stringify(process.env["API_ORIGIN"] ?? "") },
    plugins: [vue(), tailwindcss(), VitePWA(app)],
    resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
    server: { port: 8000, strictPort: true, proxy },
    // The content policy of the server refuses data: scripts and styles, so nothing small is inlined.
    build: {
        assetsInlineLimit: 0,
        target: "es2022",
        // The budget is held by it.
        manifest: true,
        rolldownOptions: { output: { codeSplitting } },
    },
    test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
