export default {
    menu: "Main menu",
};
