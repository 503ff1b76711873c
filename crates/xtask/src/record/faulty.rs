//! A disk that fails on purpose: a layer between SQLite and the system's files.
//!
//! It is the process's default once installed, and touches only files of a telling name. Every write is
//! counted, and from a chosen one on the disk is full or read-only, or the power is gone and of what was not
//! synced an arbitrary part with it, or that one write breaks off half way.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::mem::size_of;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU8, AtomicU64, Ordering::SeqCst};
use std::sync::{Mutex, MutexGuard, Once};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs};

/// Files with this in their name are watched.
pub const WATCHED: &str = "legation-faulty";

/// In which way the disk fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Failure {
    /// No room for more, from then on.
    Full = 1,
    /// One write, sync, truncation or removal breaks off.
    Broken = 2,
    /// Nothing may be changed from then on.
    ReadOnly = 3,
    /// Nothing works any more, and an arbitrary half of the writes that were not synced never happened.
    PowerLoss = 4,
}

impl Failure {
    pub const ALL: [Failure; 4] = [Failure::Full, Failure::Broken, Failure::ReadOnly, Failure::PowerLoss];

    pub fn name(self) -> &'static str {
        match self {
            Failure::Full => "disk full",
            Failure::Broken => "input/output error",
            Failure::ReadOnly => "read-only",
            Failure::PowerLoss => "power loss",
        }
    }
}

static FAILURE: AtomicU8 = AtomicU8::new(0);
static AT: AtomicU64 = AtomicU64::new(0);
static COUNT: AtomicU64 = AtomicU64::new(0);
static STRUCK: AtomicBool = AtomicBool::new(false);
/// Writes that were not synced yet, in their order.
static UNSYNCED: Mutex<Vec<Unsynced>> = Mutex::new(Vec::new());
static SYSTEM: AtomicPtr<sqlite3_vfs> = AtomicPtr::new(ptr::null_mut());

/// A change of a file, with what stood there before.
struct Unsynced {
    path: String,
    at: u64,
    new: Vec<u8>,
    old: Vec<u8>,
    size: u64,
}

/// The `at`th write from now fails, counted from 1.
pub fn arm(failure: Failure, at: u64) {
    COUNT.store(0, SeqCst);
    STRUCK.store(false, SeqCst);
    AT.store(at, SeqCst);
    unsynced().clear();
    FAILURE.store(failure as u8, SeqCst);
}

/// The disk is well again, and the files on it are closed; whether anything failed.
pub fn disarm() -> bool {
    let failure = FAILURE.swap(0, SeqCst);
    let struck = STRUCK.load(SeqCst);
    let mut writes = unsynced();
    if struck && failure == Failure::PowerLoss as u8 {
        forget_half(&writes, AT.load(SeqCst)).expect("the files are there");
    }
    writes.clear();
    struck
}

fn unsynced() -> MutexGuard<'static, Vec<Unsynced>> {
    UNSYNCED.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Takes all writes back, then makes an arbitrary half of them again.
fn forget_half(writes: &[Unsynced], seed: u64) -> std::io::Result<()> {
    // A file that was removed since stays so.
    let open = |w: &Unsynced| File::options().write(true).open(&w.path).ok();
    for write in writes.iter().rev() {
        let Some(mut file) = open(write) else { continue };
        file.seek(SeekFrom::Start(write.at))?;
        file.write_all(&write.old)?;
        file.set_len(write.size)?;
    }
    let mut random = super::Random::new(seed);
    for write in writes {
        let happened = random.below(2) == 0;
        if let Some(mut file) = open(write).filter(|_| happened && !write.new.is_empty()) {
            file.seek(SeekFrom::Start(write.at))?;
            file.write_all(&write.new)?;
        }
    }
    Ok(())
}

/// What changes a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Create,
    Write,
    Sync,
    Truncate,
    Remove,
    Share,
}

/// The code with which a change fails now, where it does.
fn strikes(change: Change) -> Option<c_int> {
    let failure = FAILURE.load(SeqCst);
    let concerned = match failure {
        0 => false,
        1 => matches!(change, Change::Create | Change::Write | Change::Share),
        3 => change != Change::Sync,
        _ => true,
    };
    if !concerned {
        return None;
    }
    let n = COUNT.fetch_add(1, SeqCst) + 1;
    let at = AT.load(SeqCst);
    let lasts = failure != Failure::Broken as u8;
    let struck = n == at || lasts && n > at;
    if !struck {
        return None;
    }
    STRUCK.store(true, SeqCst);
    Some(match (change, failure) {
        (Change::Create, _) => ffi::SQLITE_CANTOPEN,
        (Change::Share, 1 | 3) => ffi::SQLITE_IOERR_SHMSIZE,
        (_, 1) => ffi::SQLITE_FULL,
        (_, 3) => ffi::SQLITE_READONLY,
        (Change::Write, _) => ffi::SQLITE_IOERR_WRITE,
        (Change::Sync, _) => ffi::SQLITE_IOERR_FSYNC,
        (Change::Truncate, _) => ffi::SQLITE_IOERR_TRUNCATE,
        (Change::Remove, _) => ffi::SQLITE_IOERR_DELETE,
        (Change::Share, _) => ffi::SQLITE_IOERR_SHMMAP,
    })
}

/// Puts the layer in; it stays for the life of the process.
pub fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        // SAFETY: SQLite hands out its own default, which lives as long as the process; the copy is leaked, so
        // it does too. Functions of the copy that are not replaced use the shared `pAppData` only.
        unsafe {
            let system = ffi::sqlite3_vfs_find(ptr::null());
            assert!(!system.is_null(), "SQLite has files");
            SYSTEM.store(system, SeqCst);
            let mut layer = *system;
            layer.zName = c"legation-faulty".as_ptr();
            layer.pNext = ptr::null_mut();
            layer.szOsFile += size_of::<Layered>() as c_int;
            layer.xOpen = Some(open);
            layer.xDelete = Some(delete);
            let done = ffi::sqlite3_vfs_register(Box::into_raw(Box::new(layer)), 1);
            assert_eq!(done, ffi::SQLITE_OK);
        }
    });
}

/// Calls the system's method of the same name.
macro_rules! forward {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        let file = real($file);
        match (*(*file).pMethods).$method {
            Some(method) => method(file $(, $argument)*),
            None => ffi::SQLITE_IOERR,
        }
    }};
}

/// A file of ours; the system's own file lies behind it in the same memory.
#[repr(C)]
struct Layered {
    base: sqlite3_file,
    /// The name of a watched file, owned; null for others.
    name: *mut String,
}

/// SAFETY: `file` was opened by [`open`], so a [`Layered`] with the system's file behind it lies there.
unsafe fn real(file: *mut sqlite3_file) -> *mut sqlite3_file {
    unsafe { file.cast::<u8>().add(size_of::<Layered>()).cast() }
}

unsafe fn watched(file: *mut sqlite3_file) -> bool {
    unsafe { !(*file.cast::<Layered>()).name.is_null() }
}

/// Writes down a change that is about to be made, where power may be lost.
unsafe fn keep(file: *mut sqlite3_file, at: u64, n_old: usize, new: &[u8]) {
    if FAILURE.load(SeqCst) != Failure::PowerLoss as u8 {
        return;
    }
    unsafe {
        let path = (*(*file.cast::<Layered>()).name).clone();
        let size = std::fs::metadata(&path).map_or(0, |m| m.len());
        let mut old = vec![0; n_old.min(size.saturating_sub(at) as usize)];
        forward!(file, xRead, old.as_mut_ptr().cast(), old.len() as c_int, at as sqlite3_int64);
        unsynced().push(Unsynced { path, at, new: new.to_vec(), old, size });
    }
}

unsafe fn is_watched(name: *const c_char) -> Option<String> {
    if name.is_null() {
        return None;
    }
    let name = unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned();
    name.contains(WATCHED).then_some(name)
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    unsafe {
        let layered = file.cast::<Layered>();
        (*layered).base.pMethods = ptr::null();
        let name_watched = is_watched(name);
        (*layered).name = ptr::null_mut();
        let creates = flags & ffi::SQLITE_OPEN_CREATE != 0;
        if creates
            && name_watched.as_ref().is_some_and(|n| !std::path::Path::new(n).exists())
            && let Some(code) = strikes(Change::Create)
        {
            return code;
        }
        let system = SYSTEM.load(SeqCst);
        let code = match (*system).xOpen {
            Some(of_system) => of_system(system, name, real(file), flags, out),
            None => ffi::SQLITE_CANTOPEN,
        };
        if code == ffi::SQLITE_OK {
            (*layered).base.pMethods = &METHODS;
            (*layered).name = name_watched.map_or(ptr::null_mut(), |n| Box::into_raw(Box::new(n)));
        }
        code
    }
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    unsafe {
        if is_watched(name).is_some_and(|n| std::path::Path::new(&n).exists())
            && let Some(code) = strikes(Change::Remove)
        {
            return code;
        }
        let system = SYSTEM.load(SeqCst);
        (*system).xDelete.map_or(ffi::SQLITE_IOERR_DELETE, |of_system| of_system(system, name, sync))
    }
}

unsafe extern "C" fn write(file: *mut sqlite3_file, bytes: *const c_void, n: c_int, at: sqlite3_int64) -> c_int {
    unsafe {
        if watched(file)
            && let Some(code) = strikes(Change::Write)
        {
            if code == ffi::SQLITE_IOERR_WRITE {
                // Half of it reached the disk.
                forward!(file, xWrite, bytes, n / 2, at);
            }
            return code;
        }
        if watched(file) {
            keep(file, at as u64, n as usize, std::slice::from_raw_parts(bytes.cast(), n as usize));
        }
        forward!(file, xWrite, bytes, n, at)
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    unsafe {
        match watched(file).then(|| strikes(Change::Truncate)).flatten() {
            Some(code) => code,
            None => {
                if watched(file) {
                    keep(file, size as u64, usize::MAX, &[]);
                }
                forward!(file, xTruncate, size)
            }
        }
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    unsafe {
        match watched(file).then(|| strikes(Change::Sync)).flatten() {
            Some(code) => code,
            None => {
                let code = forward!(file, xSync, flags);
                if watched(file) && code == ffi::SQLITE_OK {
                    let path = &*(*file.cast::<Layered>()).name;
                    unsynced().retain(|w| w.path != *path);
                }
                code
            }
        }
    }
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    unsafe {
        // Only a first mapping makes the file grow.
        let grows = extend != 0 && page == 0;
        match (watched(file) && grows).then(|| strikes(Change::Share)).flatten() {
            Some(code) => code,
            None => forward!(file, xShmMap, page, size, extend, out),
        }
    }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    unsafe {
        let layered = file.cast::<Layered>();
        if !(*layered).name.is_null() {
            drop(Box::from_raw((*layered).name));
            (*layered).name = ptr::null_mut();
        }
        forward!(file, xClose)
    }
}

unsafe extern "C" fn read(file: *mut sqlite3_file, bytes: *mut c_void, n: c_int, at: sqlite3_int64) -> c_int {
    unsafe { forward!(file, xRead, bytes, n, at) }
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, size: *mut sqlite3_int64) -> c_int {
    unsafe { forward!(file, xFileSize, size) }
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    unsafe { forward!(file, xLock, level) }
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    unsafe { forward!(file, xUnlock, level) }
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, out: *mut c_int) -> c_int {
    unsafe { forward!(file, xCheckReservedLock, out) }
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, op: c_int, argument: *mut c_void) -> c_int {
    unsafe { forward!(file, xFileControl, op, argument) }
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    unsafe { forward!(file, xSectorSize) }
}

unsafe extern "C" fn device_characteristics(file: *mut sqlite3_file) -> c_int {
    unsafe { forward!(file, xDeviceCharacteristics) }
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, offset: c_int, n: c_int, flags: c_int) -> c_int {
    unsafe { forward!(file, xShmLock, offset, n, flags) }
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    unsafe {
        let file = real(file);
        if let Some(method) = (*(*file).pMethods).xShmBarrier {
            method(file);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    unsafe { forward!(file, xShmUnmap, delete) }
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    // Two: without memory-mapped reading.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};
