/** Test support shared by all modules: RFC citations, virtual time, vectors. */
@NullMarked
package org.waywiser.testkit;

import org.jspecify.annotations.NullMarked;
