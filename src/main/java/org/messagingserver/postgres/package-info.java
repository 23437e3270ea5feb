/**
 * The way to Postgres: the pool and its transactions, the migrations, and the server that we run
 * ourselves where the operator named none. {@link org.messagingserver.postgres.Postgres} opens and
 * closes it all, {@link org.messagingserver.postgres.Database} is what the stores send statements
 * to. The SQL itself is in the packages that own the tables.
 */
package org.messagingserver.postgres;
