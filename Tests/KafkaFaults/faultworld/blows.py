"""What happens to brokers, and to a writer, while others write."""
import signal

from .world import Broken

FENCED = 9


def kill_one(world, crowd, path, node):
    world.progress(crowd, path)
    world.brokers("kill", str(node))
    took = world.progress(crowd, path)
    world.brokers("restart", str(node))
    world.progress(crowd, path)
    print(f"broker {node} killed: {took:.1f} s to 500 more commands", flush=True)


def restart_all(world, crowd, path):
    for node in (1, 2, 3):
        world.brokers("kill", str(node))
    # Those that come first wait for the others: started one by one, each would wait for ever.
    for node in (1, 2, 3):
        world.brokers("launch", str(node))
    took = world.progress(crowd, path)
    print(f"all brokers restarted: {took:.1f} s to 500 more commands", flush=True)


def hang_one(world, crowd, path, node):
    world.brokers("pause", str(node))
    took = world.progress(crowd, path)
    world.brokers("resume", str(node))
    world.progress(crowd, path)
    print(f"broker {node} hung: {took:.1f} s to 500 more commands", flush=True)


def stop_writer(world, crowd, path):
    """The writer sleeps while another takes its slice. When it wakes what it still had is passed over, and it ends."""
    crowd.send_signal(signal.SIGSTOP)
    following, follower = world.crowd()
    world.progress(following, follower)
    crowd.send_signal(signal.SIGCONT)
    world.wait("end of the former writer", lambda: crowd.poll() is not None)
    if crowd.returncode != FENCED:
        raise Broken(f"the former writer ended with {crowd.returncode}, and not because it was fenced")
    world.progress(following, follower)
    return following, follower
