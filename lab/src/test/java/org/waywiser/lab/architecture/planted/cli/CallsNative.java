package org.waywiser.lab.architecture.planted.cli;

import java.lang.foreign.Linker;

final class CallsNative {
    Linker linker() {
        return Linker.nativeLinker();
    }
}
