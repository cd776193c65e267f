"""The conversations that are kept: listing and showing them, and what is done with whole ones."""

from __future__ import annotations

from collections.abc import Sequence

from gemini_desktop.core.errors import StoreError
from gemini_desktop.session.clock import Clock
from gemini_desktop.session.keeping import Keeping
from gemini_desktop.store.conversation_rows import ConversationSummary
from gemini_desktop.store.deleting import DeletedTurns
from gemini_desktop.store.transcripts import Conversation, Library

__all__ = ["Conversation", "ConversationSummary", "Conversations", "DeletedTurns"]


class Conversations:
    """One a session, as `session.chats`. Every method raises StoreError."""

    def __init__(self, library: Library, keeping: Keeping, clock: Clock) -> None:
        self._library = library
        self._keeping = keeping
        self._clock = clock

    async def listed(self) -> list[ConversationSummary]:
        """All conversations, the newest first."""
        known = await self._library.conversations()
        if known:
            self._clock.seen(known[0].updated_unix_ns)
        return self._keeping.listed(known)

    async def load(self, conversation_id: str) -> Conversation:
        """One conversation with the turns of its current path, oldest first."""
        try:
            found = await self._library.load(conversation_id)
        except StoreError:
            if not self._keeping.has(conversation_id):
                raise
            found = Conversation(id=conversation_id, title="", turns=[])
        return self._keeping.completed(found)

    async def choose(self, conversation_id: str, turn_id: str) -> Conversation:
        """The conversation with the branch through this turn, which stays its current one."""
        if not self._keeping.has(conversation_id):
            await self._library.choose(conversation_id, turn_id)
        return await self.load(conversation_id)

    async def variants(
        self, conversation_id: str, turn_ids: Sequence[str]
    ) -> dict[str, tuple[str, ...]]:
        """Those of these turns that stand beside others, with the ids of all at their place."""
        return await self._library.variants(conversation_id, turn_ids)

    async def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title of the user's own."""
        await self._library.rename(conversation_id, title)

    async def pin(self, ids: Sequence[str], *, pinned: bool) -> None:
        """Pin these, or no longer."""
        await self._library.pin(ids, pinned=pinned)

    async def archive(self, ids: Sequence[str], *, archived: bool) -> None:
        """Archive these, or take them out of the archive."""
        await self._library.archive(ids, archived=archived)

    async def change_tags(
        self, ids: Sequence[str], add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> None:
        """Put tags on all of these, or take them off; capitals make no difference."""
        await self._library.change_tags(ids, add, remove)

    async def duplicate(self, conversation_id: str) -> str:
        """A copy with all its branches, which shares the recordings; its id."""
        return await self._library.duplicate(conversation_id)

    async def delete(self, ids: Sequence[str]) -> None:
        """Take conversations out of the list; `restore` brings them back until the session ends."""
        await self._library.delete_conversations(ids)

    async def restore(self, ids: Sequence[str]) -> None:
        """Undo `delete`."""
        await self._library.restore_conversations(ids)

    async def recent_prompts(self) -> list[str]:
        """The words of the last prompts of all conversations, the newest first."""
        return await self._library.recent_prompts()

    async def delete_turn(self, conversation_id: str, turn_id: str) -> DeletedTurns:
        """Take a turn out of the conversation, with what belongs to it (`core.turn_tree.deletion`);
        `restore_turns` brings it back until the session ends."""
        return await self._library.delete_turn(conversation_id, turn_id)

    async def restore_turns(self, conversation_id: str, deleted: DeletedTurns) -> None:
        """Undo `delete_turn`."""
        await self._library.restore_turns(conversation_id, deleted)
