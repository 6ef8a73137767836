import type { RouteRecordRaw } from "vue-router";

export const guestRoutes: RouteRecordRaw[] = [
    {
        path: "/login",
        name: "login",
        meta: { requires: "guest", title: "session.logIn" },
        component: () => import("./LoginPage.vue"),
    },
    {
        path: "/register",
        name: "register",
        meta: { requires: "guest", title: "session.register" },
        component: () => import("./RegisterPage.vue"),
    },
];
