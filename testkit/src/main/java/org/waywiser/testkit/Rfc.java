package org.waywiser.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The RFC section whose behaviour a test asserts; listed against {@code docs/conformance.md}. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@Repeatable(Rfc.All.class)
public @interface Rfc {
    /** Number of the RFC. */
    int value();

    /** Section, such as {@code "3.1"}. */
    String section();

    /** Container for several citations on one element. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @interface All {
        Rfc[] value();
    }
}
