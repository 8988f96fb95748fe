package org.waywiser.node.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.waywiser.wire.control.Modes;

/** Classes in a tree, and who is of which. Immutable. */
public final class Policy {
    /** One class for all, without limits. */
    public static final Policy UNLIMITED = of(List.of(LimitClass.unlimited("all")), Assignments.NONE);

    private final Map<String, LimitClass> classes;
    private final LimitClass root;
    private final Assignments assignments;

    private Policy(Map<String, LimitClass> classes, LimitClass root, Assignments assignments) {
        this.classes = classes;
        this.root = root;
        this.assignments = assignments;
    }

    /**
     * A policy.
     *
     * @param classes parents before their children; the first is the root, of which all others are
     * @throws IllegalArgumentException with one line for the user
     */
    public static Policy of(List<LimitClass> classes, Assignments assignments) {
        var byName = new LinkedHashMap<String, LimitClass>();
        for (LimitClass one : classes) {
            Optional<String> problem = problem(one, byName);
            if (problem.isPresent()) throw new IllegalArgumentException(problem.get());
            byName.put(one.name(), one);
        }
        if (byName.isEmpty()) throw new IllegalArgumentException("a policy needs one class at least");
        return new Policy(Map.copyOf(byName), classes.getFirst(), assignments);
    }

    /** What keeps a class from being put after these, in words. */
    public static Optional<String> problem(LimitClass one, Map<String, LimitClass> before) {
        if (before.containsKey(one.name())) return Optional.of("class " + one.name() + " is there twice");
        if (one.parent().isPresent() == before.isEmpty()) {
            return Optional.of(
                    before.isEmpty()
                            ? "the first class is the root and has no parent"
                            : "class " + one.name() + " needs a parent: only the first class has none");
        }
        return one.parent()
                .filter(parent -> !before.containsKey(parent))
                .map(parent -> "the parent " + parent + " is no class that stands before");
    }

    /** Whether there is more than one class. */
    public boolean distinguishes() {
        return classes.size() > 1;
    }

    /** The class that a client is of. */
    public LimitClass classOf(Claimant who) {
        // A KeyID may be the name of a class, as in perfSONAR.
        Optional<LimitClass> named =
                who.identity().isPresent() ? Optional.empty() : who.user().map(classes::get);
        return named.or(() -> assignments.of(who).map(classes::get)).orElse(root);
    }

    /** The class of that name; one that is no more is the root. */
    public LimitClass named(String name) {
        return classes.getOrDefault(name, root);
    }

    /** The class and those it is part of, from itself to the root. */
    List<LimitClass> path(LimitClass one) {
        var path = new ArrayList<LimitClass>();
        for (LimitClass at = one;
                ;
                at = Objects.requireNonNull(classes.get(at.parent().get()))) {
            path.add(at);
            if (at.parent().isEmpty()) return path;
        }
    }

    /** Security modes that sessions of a class may have, of these. */
    public Modes allowed(LimitClass one, Modes offered) {
        return offered.and(said(one, LimitClass::modes).orElse(offered));
    }

    /** Whether sessions of open mode have to be inside IPsec. */
    public boolean openInside(LimitClass one) {
        return said(one, LimitClass::openInside).orElse(false);
    }

    /** Whether what the class stores is deleted once all of it was fetched. */
    public boolean deletesOnFetch(LimitClass one) {
        return said(one, LimitClass::deleteOnFetch).orElse(false);
    }

    private <T> Optional<T> said(LimitClass one, Function<LimitClass, Optional<T>> what) {
        return path(one).stream().map(what).flatMap(Optional::stream).findFirst();
    }

    /** For people. */
    @Override
    public String toString() {
        return classes.size() + (classes.size() == 1 ? " class" : " classes") + ", root " + root.name();
    }
}
