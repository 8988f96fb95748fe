package org.waywiser.net.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory off the heap: calloc(3), free(3). */
final class Memory {
    private static final MemorySegment CALLOC = Native.function("calloc");
    private static final MemorySegment FREE = Native.function("free");

    private Memory() {}

    /**
     * Zeros. Unlike those of an arena, which writes them all, large ones are pages that the kernel gives once they are used.
     *
     * @param arena whose end frees it
     * @param octets at least one
     */
    @SuppressWarnings("restricted") // calloc's word for it
    static MemorySegment zeros(Arena arena, long octets) {
        MemorySegment memory = Native.callForPointer(CALLOC, 1, octets);
        if (memory.equals(MemorySegment.NULL)) throw new OutOfMemoryError(octets + " octets off the heap");
        return memory.reinterpret(octets, arena, Memory::free);
    }

    private static void free(MemorySegment memory) {
        int _ = Native.call(FREE, memory.address(), 0, 0);
    }
}
