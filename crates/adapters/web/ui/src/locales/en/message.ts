export default {
    title: "Chats",
};
