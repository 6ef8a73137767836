export default {
    attach: "添加文件",
    download: "下载",
    drop: "拖到这里发送",
    file: "文件",
    next: "下一张",
    previous: "上一张",
    remove: "移除 {name}",
    sendFiles: "发送 {count} 个文件",
    show: "查看 {name}",
    tooLarge: "{size} 太大，最多 {most}",
    uploading: "上传中",
};
