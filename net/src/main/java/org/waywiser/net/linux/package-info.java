/**
 * Thin bindings of Linux system calls over the foreign function API: one class per family, constants and layouts of the
 * LP64 ABI (x86-64, AArch64; glibc and little-endian musl). Callers own all memory; nothing here allocates per call.
 */
@NullMarked
package org.waywiser.net.linux;

import org.jspecify.annotations.NullMarked;
