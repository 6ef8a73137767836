import { watch } from "vue";
import { createRouter, createWebHistory, type Router } from "vue-router";
import { guestRoutes, memberRoutes } from "@/modules";
import { useSession, type Audience } from "@/modules/session/store";

declare module "vue-router" {
    interface RouteMeta {
        /** Who may come here; guests only those who are not logged in. */
        requires?: Audience;
        /** Which pane a phone shows, which has room for one. */
        pane?: "list" | "main";
        /** Whether the conversation's details are open beside it. */
        details?: boolean;
        /** The key of the page's title. */
        title?: string;
    }
}

/** Where to go after logging in: only to pages of our own. */
export function destination(next: unknown): string {
    return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : "/";
}

export function createAppRouter(): Router {
    const session = useSession();
    const router = createRouter({
        history: createWebHistory(import.meta.env.BASE_URL),
        routes: [
            ...guestRoutes,
            {
                path: "/",
                component: () => import("@/layout/AppShell.vue"),
                meta: { requires: "user" },
                children: [{ path: "", redirect: { name: "chats" } }, ...memberRoutes],
            },
            { path: "/:missing(.*)*", redirect: "/" },
        ],
    });

    router.beforeEach(async (to) => {
        const { requires } = to.meta;
        if (requires === "guest") return session.isLoggedIn ? destination(to.query["next"]) : true;
        if (!session.isLoggedIn && !session.belongsTo(requires)) {
            return { name: "login", query: to.fullPath === "/" ? {} : { next: to.fullPath } };
        }
        // Whom this browser does not know as an admin may have become one.
        if (!session.belongsTo(requires)) await session.learnRole().catch(() => undefined);
        return session.belongsTo(requires) ? true : "/";
    });

    watch(
        () => session.isLoggedIn,
        (isLoggedIn) => {
            const { query, fullPath } = router.currentRoute.value;
            if (isLoggedIn) return router.replace(destination(query["next"]));
            const login = { name: "login", query: session.hasLeft ? {} : { next: fullPath } };
            // The page is loaded anew, so that nothing of one person is left in memory for the next.
            return location.assign(router.resolve(login).href);
        },
    );
    return router;
}
