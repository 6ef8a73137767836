export default {
    attach: "Attach files",
    download: "Download",
    drop: "Drop files here to send them",
    file: "File",
    next: "Next picture",
    previous: "Previous picture",
    remove: "Remove {name}",
    sendFiles: "Send {count} file | Send {count} files",
    show: "Show {name}",
    tooLarge: "{size} is too large: {most} at most",
    uploading: "Uploading",
};
