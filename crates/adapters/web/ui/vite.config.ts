/// <reference types="vitest/config" />
import { fileURLToPath, URL } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

const server = process.env["DISCUSS_SERVER"] ?? "http://localhost:3000";
const proxy = Object.fromEntries(
    ["/api", "/ws", "/websocket", "/public", "/docs"].map((path) => [path, { target: server, ws: true }]),
);

export default defineConfig({
    // Where the client lives, and where its server does, if that is another place.
    base: process.env["BASE_PATH"] ?? "/",
    define: { __API_ORIGIN__: JSON.stringify(process.env["API_ORIGIN"] ?? "") },
    plugins: [vue(), tailwindcss()],
    resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
    server: { port: 8000, strictPort: true, proxy },
    // The content policy of the server refuses data: scripts and styles, so nothing small is inlined.
    build: { assetsInlineLimit: 0, target: "es2022" },
    test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
