//! The engine, and components compiled once per content.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use sha2::{Digest as _, Sha256};
use wasmtime::component::Component;
use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

/// How many instances may live at once. Requests are held back well below (`server::IN_FLIGHT`), but
/// an instance outlives its last request by a second.
const INSTANCES: u32 = 2048;
/// Core modules, memories and tables within one component.
const CORE_INSTANCES_PER_COMPONENT: u32 = 8;
/// Memory that stays mapped for the next instance: clearing it is quicker than faulting it in.
const KEEP_RESIDENT: usize = 512 << 10;
/// The folder of compiled components, beside the `.wasm` files.
const CACHE: &str = "sledz-host-cache";

/// The engine with pooled instances; without a pool where the address space is too small for one.
pub(crate) fn engine() -> Result<Engine> {
    let mut config = Config::new();
    config.wasm_component_model_async(true);
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(INSTANCES)
        .total_core_instances(INSTANCES * CORE_INSTANCES_PER_COMPONENT)
        .total_memories(INSTANCES)
        .total_tables(INSTANCES * 2)
        .total_stacks(INSTANCES)
        .linear_memory_keep_resident(KEEP_RESIDENT)
        .table_keep_resident(KEEP_RESIDENT);
    let pooled = Engine::new(config.clone().allocation_strategy(InstanceAllocationStrategy::Pooling(pool)));
    match pooled {
        Ok(engine) => Ok(engine),
        Err(_) => Ok(Engine::new(&config)?),
    }
}

/// Loads the component `id` from `path`, compiling it only if these bytes were not compiled before.
pub(crate) fn load(engine: &Engine, id: &str, path: &Path) -> Result<Component> {
    let wasm = match fs::read(path) {
        Ok(wasm) => wasm,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => bail!(
            "Component `{id}` has no file {}: build it with: cargo build --release --target wasm32-wasip2",
            path.display()
        ),
        Err(error) => bail!("Component `{id}`: cannot read {}: {error}.", path.display()),
    };
    let cached = cache_path(engine, path, &wasm);
    if let Some(component) = from_cache(engine, &cached) {
        return Ok(component);
    }
    let compiled = match engine.precompile_component(&wasm) {
        Ok(compiled) => compiled,
        Err(error) => bail!("Component `{id}`: {} is not a component: {}.", path.display(), error.root_cause()),
    };
    // A folder that cannot be written only costs time at the next start.
    if to_cache(&cached, &compiled).is_err() {
        return Ok(Component::new(engine, &wasm)?);
    }
    match from_cache(engine, &cached) {
        Some(component) => Ok(component),
        None => Ok(Component::new(engine, &wasm)?),
    }
}

/// The name holds all that the compiled code depends on: the engine with its settings, and the bytes.
fn cache_path(engine: &Engine, path: &Path, wasm: &[u8]) -> PathBuf {
    let mut settings = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut settings);
    let content = Sha256::digest(wasm);
    let content: String = content.iter().map(|byte| format!("{byte:02x}")).collect();
    let name = format!("{content}-{:016x}.cwasm", settings.finish());
    path.with_file_name(CACHE).join(path.file_stem().unwrap_or_default()).join(name)
}

fn from_cache(engine: &Engine, cached: &Path) -> Option<Component> {
    if !cached.exists() {
        return None;
    }
    // SAFETY: the file must be what `precompile_component` of this engine made. Only `to_cache`
    // writes below this folder, whole files at a time, under a name made of the engine's settings
    // and the component's bytes; and whoever may write there may as well exchange the component or
    // this program, which lie in the same build directory.
    #[allow(unsafe_code)]
    let component = unsafe { Component::deserialize_file(engine, cached) };
    component.ok()
}

/// Leaves just this compilation of the component: each rebuild would add one.
fn to_cache(cached: &Path, compiled: &[u8]) -> std::io::Result<()> {
    let folder = cached.parent().unwrap_or(cached);
    fs::create_dir_all(folder)?;
    // Written aside and renamed: another host that starts at the same time sees all of it or nothing.
    let aside = cached.with_extension(std::process::id().to_string());
    fs::write(&aside, compiled)?;
    fs::rename(&aside, cached)?;
    for other in fs::read_dir(folder)?.flatten() {
        if other.path() != cached && other.path().extension().is_some_and(|extension| extension == "cwasm") {
            let _ = fs::remove_file(other.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_says_how_to_build_it() {
        let error = load(&engine().unwrap(), "x", Path::new("no/such.wasm")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Component `x` has no file no/such.wasm: build it with: cargo build --release --target wasm32-wasip2"
        );
    }

    #[test]
    fn what_is_not_a_component_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.wasm");
        fs::write(&path, "not wasm").unwrap();
        let error = load(&engine().unwrap(), "x", &path).unwrap_err().to_string();
        assert!(error.starts_with("Component `x`: ") && error.contains(" is not a component: "), "{error}");
    }

    #[test]
    fn code_is_compiled_once_and_never_for_other_bytes() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.wasm");
        let engine = engine().unwrap();
        // The empty component, and one with an empty custom section named `a`.
        let empty = b"\0asm\x0d\0\x01\0".to_vec();
        let other = [&empty, b"\0\x02\x01a".as_slice()].concat();
        let compiled = || -> Vec<PathBuf> {
            let folder = directory.path().join(CACHE).join("x");
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
        };
        fs::write(&path, &empty).unwrap();
        load(&engine, "x", &path).unwrap();
        let first = compiled();
        let written = fs::metadata(&first[0]).unwrap().modified().unwrap();
        load(&engine, "x", &path).unwrap();
        assert_eq!(fs::metadata(&first[0]).unwrap().modified().unwrap(), written);
        fs::write(&path, &other).unwrap();
        load(&engine, "x", &path).unwrap();
        let second = compiled();
        assert_eq!(second.len(), 1);
        assert_ne!(first, second);
        // A damaged file is compiled again.
        fs::write(&second[0], "damaged").unwrap();
        load(&engine, "x", &path).unwrap();
        assert_ne!(fs::read(&second[0]).unwrap(), b"damaged");
    }
}
