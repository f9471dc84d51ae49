import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { release, type } from 'node:os';
import { basename, isAbsolute, join, resolve } from 'node:path';
import type { Device } from '../../../protocol';

/** What the self-check needs to know of the machine. */
export interface Machine {
  /** Whether the device can only be emulated by the processor. Loads nothing. */
  isSoftwareOnly(device: Device): boolean;
  /** The same, asked while a session is open on the device. */
  isSoftwareInUse(device: Device): boolean;
  /** Changes when the device's driver is updated, as far as that can be seen. */
  driverOf(device: Device): string;
}

/** Seen where the machine is: Linux shows its drivers and device files, other systems only their own version. */
export const thisMachine: Machine = {
  isSoftwareOnly(device) {
    if (process.platform !== 'linux' || device !== 'webgpu') return false;
    const drivers = vulkanDrivers();
    return gpuFiles().length === 0 || (drivers.length > 0 && drivers.every(({ library }) => isSoftware(library)));
  },

  isSoftwareInUse(device) {
    if (process.platform !== 'linux' || device !== 'webgpu') return false;
    return !openFiles().some(isGpuFile);
  },

  driverOf(device) {
    if (process.platform !== 'linux') return `${type()} ${release()}`;
    const nvidia = nvidiaDriver();
    const vulkan = device === 'webgpu' ? vulkanDrivers().map(({ name }) => name) : [];
    return [...nvidia, ...vulkan].join(', ') || `${type()} ${release()}`;
  },
};

/** Names of Mesa's and Google's drivers that compute on the processor. */
const isSoftware = (library: string): boolean => /lvp|llvmpipe|swiftshader/i.test(basename(library));

const isGpuFile = (path: string): boolean => /^\/dev\/(dri\/renderD\d+|nvidia\d+|dxg)$/.test(path);

/** Device files of graphics processors, that of WSL included. */
const gpuFiles = (): string[] =>
  ['/dev', '/dev/dri'].flatMap((folder) => listed(folder).map((name) => `${folder}/${name}`)).filter(isGpuFile);

const openFiles = (): string[] =>
  listed('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });

const nvidiaDriver = (): string[] => {
  const [, version] = /Module.*?\s(\d+\.[\d.]+)\s/.exec(readText('/proc/driver/nvidia/version')) ?? [];
  return version === undefined ? [] : [`nvidia ${version}`];
};

interface VulkanDriver {
  readonly library: string;
  /** `libvulkan_lvp.so 1.4.305 (2025-11-02)` */
  readonly name: string;
}

/** The drivers that the Vulkan loader may load: https://vulkan.lunarg.com, "Loader and Driver Interface". */
export function vulkanDrivers(env: NodeJS.ProcessEnv = process.env): VulkanDriver[] {
  const forced = env.VK_DRIVER_FILES || env.VK_ICD_FILENAMES;
  const manifests = forced
    ? forced.split(':')
    : ['/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/usr/share/vulkan/icd.d'];
  return manifests.flatMap(manifestFiles).flatMap((file) => {
    try {
      const { ICD } = JSON.parse(readText(file)) as { ICD: { library_path: string; api_version: string } };
      const { library_path: library, api_version: version } = ICD;
      return [{ library, name: `${basename(library)} ${version}${dateOf(library, file)}` }];
    } catch {
      return [];
    }
  });
}

const manifestFiles = (path: string): string[] =>
  path.endsWith('.json')
    ? [path]
    : listed(path)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => join(path, name));

/** The day of the driver's library, which an update of the same version changes. Of the manifest if it is not found. */
function dateOf(library: string, manifest: string): string {
  const folders = ['/usr/lib', '/usr/lib64', ...listed('/usr/lib').filter((name) => name.endsWith('-linux-gnu'))];
  const candidates = isAbsolute(library)
    ? [library]
    : library.includes('/')
      ? [resolve(manifest, '..', library)]
      : folders.map((folder) => resolve('/usr/lib', folder, library));
  const file = candidates.find((path) => existsSync(path)) ?? manifest;
  try {
    return ` (${statSync(realpathSync(file)).mtime.toISOString().slice(0, 10)})`;
  } catch {
    return '';
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
