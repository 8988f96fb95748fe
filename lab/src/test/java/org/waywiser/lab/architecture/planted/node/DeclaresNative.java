package org.waywiser.lab.architecture.planted.node;

final class DeclaresNative {
    native int call();
}
