package io.multimapttl.test;

import java.time.Duration;
import java.util.OptionalInt;

import io.multimapttl.redis.MultiMapStatistics;
import io.multimapttl.redis.NameDescription;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.WhenFull;

/**
 * A multimap in memory in place of one in Redis.
 *
 * @param <V> the type of the values
 */
final class InMemoryStandIn<V> extends InMemoryMultiMapWithTTL<V> implements RedisMultiMapWithTTL<V> {

	private final RedisMultiMapWithTTL<V> replaced;

	InMemoryStandIn(Builder builder, RedisMultiMapWithTTL<V> replaced) {
		super(builder, replaced::serialize);
		this.replaced = replaced;
	}

	@Override
	public String getId() {
		return this.replaced.getId();
	}

	@Override
	public String getKeyPrefix() {
		return this.replaced.getKeyPrefix();
	}

	@Override
	public Duration getDefaultTtl() {
		return this.replaced.getDefaultTtl();
	}

	@Override
	public Class<V> getValueType() {
		return this.replaced.getValueType();
	}

	@Override
	public OptionalInt getMaxValues() {
		return this.replaced.getMaxValues();
	}

	@Override
	public WhenFull getWhenFull() {
		return this.replaced.getWhenFull();
	}

	@Override
	public byte[] serialize(V value) {
		return this.replaced.serialize(value);
	}

	@Override
	public MultiMapStatistics getStatistics() {
		return statistics();
	}

	@Override
	public NameDescription<V> describe(String name, int values) {
		return super.describe(name, values);
	}

	@Override
	public String toString() {
		return this.replaced + ", in memory";
	}

}
