export default {
    menu: "主菜单",
};
