export default {
    back: "返回",
    cancel: "取消",
    clear: "清除",
    close: "关闭",
    failed: "操作没有成功。",
    hidePassword: "隐藏密码",
    loading: "加载中",
    notice: "通知",
    retry: "重试",
    save: "保存",
    showPassword: "显示密码",
    unreachable: "无法连接服务器，请稍后再试。",
};
