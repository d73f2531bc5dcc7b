package io.multimapttl.redis;

import java.util.Iterator;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.multimapttl.support.Bound;
import io.multimapttl.support.Limits;

import org.springframework.dao.DataAccessException;
import org.springframework.util.Assert;
import org.springframework.util.function.SingletonSupplier;

/**
 * What one multimap is made of, beside a way to Redis.
 *
 * @param <V> the type of the values
 * @param id the id
 * @param prefix makes the keys
 * @param codec makes the bytes of values
 * @param expiry makes the scores
 * @param bound how many live values a name may have
 * @param purgeBudget how many expired values one script call drops at the most
 * @param topology tells how many names a call may be about, and which reads may be plain
 * @param counters counts what is done
 */
record Setup<V>(String id, KeyPrefix prefix, ValueCodec<V> codec, ExpiryScore expiry, Bound bound, int purgeBudget,
		Topology topology, Counters counters) {

	/**
	 * Returns this for another way to the same Redis.
	 * @param topology tells about that way
	 * @return a setup that shares all but the topology
	 */
	Setup<V> over(Topology topology) {
		return new Setup<>(this.id, this.prefix, this.codec, this.expiry, this.bound, this.purgeBudget, topology,
				this.counters);
	}

	/**
	 * Returns how large names and values may be.
	 * @return the limits
	 */
	Limits limits() {
		return this.codec.limits();
	}

	/**
	 * Returns the key of a name, which is checked.
	 * @param name the name
	 * @return the key
	 */
	byte[] key(String name) {
		return this.prefix.key(name);
	}

	byte[] now() {
		return this.expiry.now();
	}

	/**
	 * Returns how failures are translated.
	 * @return tells what Redis does not permit, and nothing that Redis quotes of a call
	 */
	UnaryOperator<DataAccessException> errors() {
		return (failure) -> Refusal.translate(this.prefix, failure);
	}

	/**
	 * Returns how failures of a call about one name are translated.
	 * @param name the name
	 * @return tells of the name if its key is of another type, otherwise as
	 * {@link #errors()}
	 */
	UnaryOperator<DataAccessException> errors(String name) {
		return (failure) -> FailedNames.translate(this.id, name, errors().apply(failure));
	}

	/**
	 * Returns how many names a call may be about at the most, which the calls of one
	 * request ask for once.
	 * @param most how many it would be about anyway
	 * @return supplies the number of names, to be asked only if there is a second name
	 */
	IntSupplier namesPerCall(int most) {
		return SingletonSupplier.of(() -> Math.min(most, this.topology.namesPerCall(this.prefix)))::obtain;
	}

	/**
	 * Returns calls that are about several names each, where Redis allows that.
	 * @param script the script
	 * @param header supplies the arguments that each call begins with
	 * @param slices what to do with the names
	 * @param costPerName what a name costs the server beside its values
	 * @return the calls, made as they are asked for
	 */
	Iterator<RedisCall.ScriptCall> calls(Script script, Supplier<byte[][]> header, Iterator<Slice> slices,
			int costPerName) {
		return packer(script, header, costPerName).pack(slices);
	}

	/**
	 * Returns what packs slices into such calls.
	 * @param script the script
	 * @param header supplies the arguments that each call begins with
	 * @param costPerName what a name costs the server beside its values
	 * @return the packer
	 */
	CallPacker packer(Script script, Supplier<byte[][]> header, int costPerName) {
		return new CallPacker(script, header, namesPerCall(CallPacker.MAX_NAMES), costPerName);
	}

}
