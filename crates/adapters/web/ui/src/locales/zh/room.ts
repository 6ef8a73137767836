export default {
    title: "房间",
};
