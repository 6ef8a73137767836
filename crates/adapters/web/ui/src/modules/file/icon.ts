import {
    File,
    FileArchive,
    FileAudio,
    FileCode,
    FileImage,
    FileSpreadsheet,
    FileText,
    FileVideo,
} from "@lucide/vue";
import type { Component } from "vue";

const icons: [Component, string[]][] = [
    [FileText, ["txt", "md", "pdf", "doc", "docx", "odt", "rtf", "epub"]],
    [FileSpreadsheet, ["xls", "xlsx", "ods", "csv", "tsv"]],
    [FileArchive, ["zip", "gz", "tar", "xz", "7z", "rar", "zst", "bz2"]],
    [
        FileCode,
        [
            "js",
            "ts",
            "rs",
            "py",
            "c",
            "h",
            "go",
            "java",
            "html",
            "css",
            "json",
            "xml",
            "toml",
            "yaml",
            "sh",
            "sql",
        ],
    ],
    [FileImage, ["png", "jpg", "jpeg", "gif", "webp", "avif", "heic", "svg", "bmp"]],
    [FileAudio, ["mp3", "ogg", "wav", "flac", "m4a", "opus"]],
    [FileVideo, ["mp4", "webm", "mkv", "mov", "avi"]],
];

/** The icon of a file, by how its name ends. */
export function iconOf(name: string): Component {
    const ending = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
    return icons.find(([, endings]) => endings.includes(ending))?.[0] ?? File;
}
