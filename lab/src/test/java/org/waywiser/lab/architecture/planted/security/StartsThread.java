package org.waywiser.lab.architecture.planted.security;

final class StartsThread {
    Thread start(Runnable task) {
        return Thread.startVirtualThread(task);
    }
}
