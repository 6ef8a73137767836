//! The `discuss` program.

use std::{process::ExitCode, time::Duration};

use clap::Parser;
use discuss_app::cli::Cli;

/// Hashing a password takes 19 MiB for a moment, which the system's allocator would keep for good.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What still runs when everything has said goodbye is left behind.
const PATIENCE: Duration = Duration::from_millis(100);

fn main() -> ExitCode {
    let cli = Cli::parse();
    keep_pages_small();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("discuss: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(cli.run());
    runtime.shutdown_timeout(PATIENCE);
    code
}

/// Thousands of connections hold a little memory each, which huge pages would round up: `discuss-bench` sees
/// half as much again. Where the system refuses, it only costs memory.
fn keep_pages_small() {
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}
